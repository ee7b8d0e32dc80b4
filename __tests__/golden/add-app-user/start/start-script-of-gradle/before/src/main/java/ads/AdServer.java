package ads;

public class AdServer {
    public static void main(String[] args) throws Exception {
        io.grpc.ServerBuilder.forPort(9555).build().start().awaitTermination();
    }
}
