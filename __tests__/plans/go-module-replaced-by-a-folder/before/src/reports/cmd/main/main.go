package main

import (
	"log"
	"net/http"

	"example.org/shared"
)

func main() {
	http.HandleFunc("/reports/ping", func(w http.ResponseWriter, r *http.Request) {
		w.Write([]byte(shared.Greeting()))
	})
	log.Fatal(http.ListenAndServe(":8080", nil))
}
