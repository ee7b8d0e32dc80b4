package main

import "net/http"

func main() {
	os.MkdirAll("/data", 0o755)
	http.ListenAndServe(":8080", nil)
}
