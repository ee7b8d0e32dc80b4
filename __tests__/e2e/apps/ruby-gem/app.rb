require "labpq"
require "socket"

stopping = false
server = TCPServer.new("0.0.0.0", 9292)
trap("TERM") do
  stopping = true
  exit 0
end

PAGES = {
  "/" => -> { "<h1>Ferries</h1>\n" },
  "/libpq" => -> { "libpq #{Labpq.version / 10_000}\n" },
}.freeze

until stopping
  client = server.accept
  path = client.gets.to_s.split(" ")[1]
  while (line = client.gets) && line != "\r\n"; end
  page = PAGES[path]
  body = page ? page.call : "no such page\n"
  client.write "HTTP/1.1 #{page ? "200 OK" : "404 Not Found"}\r\nContent-Type: text/html\r\n" \
               "Content-Length: #{body.bytesize}\r\nConnection: close\r\n\r\n#{body}"
  client.close
end
