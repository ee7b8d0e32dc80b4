ENV['BUNDLE_GEMFILE'] ||= File.expand_path('../Gemfile', __dir__)
Bundler.require(:default, ENV['RAILS_ENV'] || :development)
