Gem::Specification.new do |spec|
  spec.name = "labpq"
  spec.version = "1.0.0"
  spec.summary = "The version of libpq that is loaded"
  spec.authors = ["harden"]
  spec.license = "MIT"
  spec.files = ["labpq.gemspec", "ext/labpq/extconf.rb", "ext/labpq/labpq.c"]
  spec.extensions = ["ext/labpq/extconf.rb"]
end
