package main

import (
	"embed"
	"html/template"
	"log"
	"net/http"
)

//go:embed templates static
var files embed.FS

var version = "unknown"

func main() {
	pages := template.Must(template.ParseFS(files, "templates/*.html"))
	http.Handle("/static/", http.FileServerFS(files))
	http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		pages.ExecuteTemplate(w, "index.html", map[string]string{"Version": version, "Name": r.FormValue("name")})
	})
	log.Fatal(http.ListenAndServe(":8000", nil))
}
