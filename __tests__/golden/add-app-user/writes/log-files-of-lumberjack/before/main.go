package main

import (
	"log"
	"net/http"

	"gopkg.in/natefinch/lumberjack.v2"
)

func main() {
	log.SetOutput(&lumberjack.Logger{
		MaxSize:  10,
		Filename: "/var/log/server/server.log",
	})
	http.ListenAndServe(":8080", nil)
}
