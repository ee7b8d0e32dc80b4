package main

import "net/http"

func main() {
	http.HandleFunc("/healthz", health)
	http.ListenAndServe(":8080", nil)
}
