module example.com/moon
