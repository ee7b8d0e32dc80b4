object Tide extends App
