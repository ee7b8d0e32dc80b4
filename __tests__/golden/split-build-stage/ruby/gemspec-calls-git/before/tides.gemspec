Gem::Specification.new do |spec|
  spec.name = "tides"
  spec.version = "1.0"
  spec.files = `git ls-files`.split("\n")
end
