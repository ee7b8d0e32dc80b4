package main

/*
#cgo LDFLAGS: -lzmq
#include <zmq.h>
*/
import "C"

func main() {
	C.zmq_ctx_new()
}
