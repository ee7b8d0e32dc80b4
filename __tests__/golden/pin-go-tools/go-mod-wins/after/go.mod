module shop.example/app

go 1.23

require (
	golang.example/x/tools v0.20.0 // indirect
	golang.example/fork v1.0.0
)

require golang.example/mock v0.4.0

replace golang.example/fork => ../fork
