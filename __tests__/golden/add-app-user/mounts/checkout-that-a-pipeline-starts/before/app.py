app = open("./cache.txt", "w")
