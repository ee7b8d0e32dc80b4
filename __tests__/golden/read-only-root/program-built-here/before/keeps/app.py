open("/srv/state.txt", "w").write("x")
