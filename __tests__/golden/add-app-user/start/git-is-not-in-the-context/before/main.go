package main

import "net/http"

func main() {
	os.Create(name)
	http.ListenAndServe(":8080", nil)
}
