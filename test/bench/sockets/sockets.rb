# The workloads of `npm run bench -- sockets` in Ruby, with its blocking sockets.
# Usage: sockets.rb WORKLOAD COUNT [SIZE]. Prints one figure.

require "socket"

def now = Process.clock_gettime(Process::CLOCK_MONOTONIC)

def listener
  server = TCPServer.new("127.0.0.1", 0)
  server.listen(4096)
  server
end

def dial(server) = TCPSocket.new("127.0.0.1", server.addr[1])

def receive(socket, size)
  while size > 0
    data = socket.recv(size)
    exit!(0) if data.nil? || data.empty?
    size -= data.bytesize
  end
end

def send_all(socket, data)
  done = 0
  done += socket.send(done.zero? ? data : data.byteslice(done..), 0) while done < data.bytesize
end

def echo_one(count, _size)
  server = listener
  client = dial(server)
  connection = server.accept
  data = "\0" * 64
  start = now
  count.times do
    send_all(client, data)
    receive(connection, 64)
    send_all(connection, data)
    receive(client, 64)
  end
  (now - start) / count * 1e6
end

def echo_two(count, _size)
  server = listener
  data = "\0" * 64
  fork do
    connection = server.accept
    loop do
      receive(connection, 64)
      send_all(connection, data)
    end
  end
  client = dial(server)
  start = now
  count.times do
    send_all(client, data)
    receive(client, 64)
  end
  time = now - start
  client.close
  time / count * 1e6
end

def throughput(count, size)
  server = listener
  fork do
    connection = server.accept
    left = count * size
    left -= connection.recv(262_144).bytesize while left > 0
    send_all(connection, "x")
    exit!(0)
  end
  client = dial(server)
  data = "\0" * size
  start = now
  count.times { send_all(client, data) }
  client.recv(1)
  count * size / (now - start) / (1 << 20)
end

def accept_close(count, _size)
  server = listener
  start = now
  count.times do
    client = dial(server)
    connection = server.accept
    client.setsockopt(:SOCKET, :LINGER, [1, 0].pack("ii"))
    client.close
    connection.close
  end
  count / (now - start)
end

def resident = File.read("/proc/self/statm").split[1].to_i * 4096

def idle(count, _size)
  server = listener
  puts server.addr[1]
  $stdout.flush
  before = resident
  held = Array.new(count) { server.accept }
  (resident - before) / held.size.to_f
end

puts send(ARGV[0].tr("-", "_"), ARGV[1].to_i, ARGV[2].to_i)
