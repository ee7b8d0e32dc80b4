// Package web shows the tides as a page and as JSON.
package web

import (
	"encoding/json"
	"fmt"
	"html/template"
	"log"
	"net/http"
	"path/filepath"
	"sort"
	"strings"
	"time"

	"example.com/tidewatch/internal/tides"
)

type server struct {
	pages    *template.Template
	harbours map[string]tides.Harbour
	client   *tides.Client
	zone     *time.Location
	version  string
}

type tide struct {
	ID, Name, NextHigh string
	Height             float64
}

// New reads the templates and gives the handler of the whole service.
func New(folder string, harbours map[string]tides.Harbour, client *tides.Client, zone *time.Location, version string) (http.Handler, error) {
	pages, err := template.ParseGlob(filepath.Join(folder, "*.html"))
	if err != nil {
		return nil, err
	}
	s := &server{pages, harbours, client, zone, version}
	mux := http.NewServeMux()
	mux.HandleFunc("/", s.page)
	mux.HandleFunc("/tides/", s.one)
	mux.HandleFunc("/healthz", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, "ok", s.version) })
	return mux, nil
}

func (s *server) page(w http.ResponseWriter, r *http.Request) {
	now := time.Now().In(s.zone)
	list := make([]tide, 0, len(s.harbours))
	for _, harbour := range s.harbours {
		list = append(list, at(harbour, now, 0))
	}
	sort.Slice(list, func(a, b int) bool { return list[a].Name < list[b].Name })
	if err := s.pages.ExecuteTemplate(w, "tides.html", list); err != nil {
		log.Print(err)
	}
}

func (s *server) one(w http.ResponseWriter, r *http.Request) {
	harbour, known := s.harbours[strings.TrimPrefix(r.URL.Path, "/tides/")]
	if !known {
		http.NotFound(w, r)
		return
	}
	surge, err := s.client.Surge(r.Context(), harbour.ID)
	if err != nil {
		log.Print(err) // the table alone is better than nothing
	}
	w.Header().Set("Content-Type", "application/json")
	json.NewEncoder(w).Encode(at(harbour, time.Now().In(s.zone), surge))
}

func at(harbour tides.Harbour, now time.Time, surge float64) tide {
	next := harbour.NextHigh(now).In(now.Location()).Format("Mon 15:04")
	return tide{ID: harbour.ID, Name: harbour.Name, NextHigh: next, Height: harbour.Height(now) + surge}
}
