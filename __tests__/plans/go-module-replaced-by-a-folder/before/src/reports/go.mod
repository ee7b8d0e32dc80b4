module example.org/reports

go 1.18

replace example.org/shared => ./pkg/shared

require example.org/shared v0.0.0
