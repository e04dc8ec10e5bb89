"""The project: settings, addresses, the task queue, and the stack for one machine.

It knows the two apps; nothing imports it.
"""
