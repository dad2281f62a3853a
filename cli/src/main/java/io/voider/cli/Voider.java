package io.voider.cli;

/** The program. */
public final class Voider {
    private Voider() {}

    /** Starts the program. */
    public static void main(String[] args) {
        System.out.println("voider 0.1.0");
    }
}
