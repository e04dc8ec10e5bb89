from surveys.exports.tables import table_as_csv


def test_a_table_opens_in_a_dutch_spreadsheet() -> None:
    rows = [["Provincie", "%"], ["Drenthe", 21.9], ["=1+1", None], ["via a;b", 3]]

    assert table_as_csv(rows) == '\ufeffProvincie;%\r\nDrenthe;21,9\r\n\'=1+1;\r\n"via a;b";3\r\n'.encode()
