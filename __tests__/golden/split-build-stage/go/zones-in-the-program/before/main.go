package main

import (
	"fmt"
	"net/http"
	"time"
	_ "time/tzdata"
)

func main() {
	time.LoadLocation("Europe/Vienna")
	http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) { fmt.Fprintln(w, "ok") })
	http.ListenAndServe(":8080", nil)
}
