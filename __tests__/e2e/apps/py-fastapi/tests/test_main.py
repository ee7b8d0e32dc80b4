from app.main import read


def test_read():
    assert read("bolt")["count"] == 12
