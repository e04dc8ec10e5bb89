"""A real name server on loopback, that answers from a few records."""

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from socketserver import BaseRequestHandler, ThreadingUDPServer

import dns.message
import dns.rcode
import dns.rdatatype
import dns.rrset

Records = Mapping[tuple[str, str], list[str]]


@contextmanager
def name_server(records: Records) -> Iterator[str]:
    """`address:port` of a server that knows these, by name and type; a name that it does not know is not there."""

    class Handler(BaseRequestHandler):
        def handle(self) -> None:
            data, socket = self.request
            socket.sendto(answer(dns.message.from_wire(data), records).to_wire(), self.client_address)

    with ThreadingUDPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"127.0.0.1:{server.server_address[1]}"
        server.shutdown()


def answer(query: dns.message.Message, records: Records) -> dns.message.Message:
    response = dns.message.make_response(query)
    question = query.question[0]
    name = question.name.to_text(omit_final_dot=True)
    found = records.get((name, dns.rdatatype.to_text(question.rdtype)))
    if found is not None:
        response.answer.append(
            dns.rrset.from_text_list(question.name, 60, "IN", dns.rdatatype.to_text(question.rdtype), found)
        )
    elif not any(known == name for known, _ in records):
        response.set_rcode(dns.rcode.NXDOMAIN)
    return response
