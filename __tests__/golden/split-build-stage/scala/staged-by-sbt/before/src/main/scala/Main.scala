@main def tides() = println("high tide at six")
