scalaVersion := "2.13.8"
