run ->(env) { [200, {}, ["tides"]] }
