package main

import (
	"net/http"

	"example.org/shared"
)

func main() {
	http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) { w.Write([]byte(shared.Name())) })
	http.ListenAndServe(":8080", nil)
}
