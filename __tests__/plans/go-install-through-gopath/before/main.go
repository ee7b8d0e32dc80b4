package main

import (
	"net/http"
	"os"
)

func main() {
	http.HandleFunc("/cart", func(w http.ResponseWriter, r *http.Request) {
		w.Write([]byte(os.Getenv("STORE")))
	})
	http.ListenAndServe(":8084", nil)
}
