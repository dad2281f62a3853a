package io.voider.sip;

/**
 * How much one message may cost. What passes a limit is refused with {@link SipRefusal.Kind#LIMIT}.
 *
 * <p>Only the size of the whole message is counted in bytes: every smaller length (a line, a URI) changes when an address
 * is mapped to a longer one, so a limit on it would let a message through on one side and stop it on the way back.
 *
 * @param messageBytes the largest message, 1 … 1,048,576 bytes
 * @param headers the most header fields in one head, 1 … 65,535
 * @param parts the most parts in one multipart body, 1 … 65,535
 * @param nesting how deep things may lie in each other: URI headers inside URI headers, bodies inside bodies, 0 … 16
 */
public record SipLimits(int messageBytes, int headers, int parts, int nesting) {
    private static final int LARGEST_MESSAGE_BYTES = 1 << 20;
    private static final int MOST_THINGS = 65_535;
    private static final int DEEPEST_NESTING = 16;

    /** One UDP datagram's worth, as many header fields as fit into it, and nesting that no phone comes near. */
    public static final SipLimits DEFAULT = new SipLimits(65_535, 16_384, 64, 6);

    public SipLimits {
        require("messageBytes", messageBytes, 1, LARGEST_MESSAGE_BYTES);
        require("headers", headers, 1, MOST_THINGS);
        require("parts", parts, 1, MOST_THINGS);
        require("nesting", nesting, 0, DEEPEST_NESTING);
    }

    private static void require(String name, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(name + " is " + value + ", must be " + least + " to " + most);
        }
    }
}
