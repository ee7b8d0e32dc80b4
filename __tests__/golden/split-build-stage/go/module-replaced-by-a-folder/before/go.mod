module example.org/web

go 1.22

replace example.org/shared => ./pkg/shared

require example.org/shared v0.0.0
