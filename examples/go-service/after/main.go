package main

import (
	"flag"
	"log"
	"net/http"
	"os"
	"time"

	"example.com/tidewatch/internal/tides"
	"example.com/tidewatch/internal/web"
)

// version is set by the build, see Dockerfile and Makefile.
var version = "dev"

func main() {
	address := flag.String("listen", ":8080", "address to listen on")
	flag.Parse()

	harbours, err := tides.Load("data/harbours.csv")
	if err != nil {
		log.Fatal(err)
	}
	zone, err := time.LoadLocation(env("HARBOUR_ZONE", "Europe/Amsterdam"))
	if err != nil {
		log.Fatal(err)
	}
	client := &tides.Client{URL: env("FORECAST_URL", "https://forecast.tidewatch.example"), HTTP: &http.Client{Timeout: 5 * time.Second}}
	handler, err := web.New("templates", harbours, client, zone, version)
	if err != nil {
		log.Fatal(err)
	}
	log.Printf("tidewatch %s on %s, %d harbours", version, *address, len(harbours))
	log.Fatal(http.ListenAndServe(*address, handler))
}

func env(name, fallback string) string {
	if value := os.Getenv(name); value != "" {
		return value
	}
	return fallback
}
