require 'socket'
server = TCPServer.new(3000)
loop { server.accept.close }
