module example.com/tides

require example.com/moon v0.0.0
replace example.com/moon => ./moon
