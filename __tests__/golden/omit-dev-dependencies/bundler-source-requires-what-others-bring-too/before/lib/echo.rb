require 'rack'
