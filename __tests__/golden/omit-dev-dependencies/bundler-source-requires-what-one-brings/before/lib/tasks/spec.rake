require 'rspec/core/rake_task'
