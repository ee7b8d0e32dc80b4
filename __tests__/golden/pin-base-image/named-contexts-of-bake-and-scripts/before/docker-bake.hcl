target "app" {
  contexts = {
    "golang:1.23" = "docker-image://golang:1.24"
    alpine = "target:base"
  }
  args = { DEBIAN = "debian:12" }
}
