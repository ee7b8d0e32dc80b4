module a

require github.com/go-chi/chi/v5 v5.0.12
