run ->(env) { [200, {}, ["read"]] }
