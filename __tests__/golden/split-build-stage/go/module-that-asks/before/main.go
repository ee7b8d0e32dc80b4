package main

import (
	"fmt"
	"net/http"

	_ "github.com/aws/aws-sdk-go/aws"
)

func main() {
	http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) { fmt.Fprintln(w, "ok") })
	http.ListenAndServe(":8080", nil)
}
