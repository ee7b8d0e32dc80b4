package main

import (
	"embed"
	"net/http"
	"os"
)

//go:embed pages
var pages embed.FS

func main() {
	if os.Getenv("DEVELOPMENT") != "" {
		http.ListenAndServe(":8080", http.FileServer(http.Dir("./pages")))
	}
	http.ListenAndServe(":8080", http.FileServerFS(pages))
}
