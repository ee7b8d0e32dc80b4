// Command counter counts visits by name and keeps the counts in a file.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"log"
	"net/http"
	"os"
	"os/signal"
	"path/filepath"
	"sync"
	"syscall"
	"time"
)

type config struct {
	Title    string `json:"title"`
	TimeZone string `json:"timeZone"`
}

const file = "/var/lib/counter/counts.json"

var (
	mu     sync.Mutex
	counts = map[string]int{}
)

func main() {
	var conf config
	data, err := os.ReadFile("config.json")
	if err != nil {
		log.Fatal(err)
	}
	if err := json.Unmarshal(data, &conf); err != nil {
		log.Fatal(err)
	}
	zone, err := time.LoadLocation(conf.TimeZone)
	if err != nil {
		log.Fatal(err)
	}
	if err := load(); err != nil {
		log.Fatal(err)
	}
	http.HandleFunc("GET /{$}", func(w http.ResponseWriter, r *http.Request) {
		noon := time.Date(2024, 7, 1, 12, 0, 0, 0, time.UTC).In(zone)
		json.NewEncoder(w).Encode(map[string]string{"title": conf.Title, "noon": noon.Format("15:04")})
	})
	http.HandleFunc("GET /count/{name}", func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		json.NewEncoder(w).Encode(counts[r.PathValue("name")])
	})
	http.HandleFunc("POST /count/{name}", func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		counts[r.PathValue("name")]++
		if err := save(); err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		w.WriteHeader(http.StatusNoContent)
	})
	server := &http.Server{Addr: ":8080"}
	stop, cancel := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer cancel()
	go func() {
		<-stop.Done()
		server.Shutdown(context.Background())
	}()
	if err := server.ListenAndServe(); !errors.Is(err, http.ErrServerClosed) {
		log.Fatal(err)
	}
}

func load() error {
	data, err := os.ReadFile(file)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	return json.Unmarshal(data, &counts)
}

func save() error {
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		return err
	}
	data, err := json.Marshal(counts)
	if err != nil {
		return err
	}
	return os.WriteFile(file, data, 0o644)
}
