package ferry;

import java.awt.Font;

public class Main {
    public static void main(String[] args) {
        System.out.println("ferry");
    }
}
