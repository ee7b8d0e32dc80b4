package main

import (
	"net/http"

	"go.uber.org/zap"
)

func main() {
	config := zap.NewProductionConfig()
	config.OutputPaths = []string{"stdout", "logs/server.log"}
	config.ErrorOutputPaths = []string{"stderr"}
	logger, _ := config.Build()
	logger.Info("started")
	http.ListenAndServe(":8080", nil)
}
