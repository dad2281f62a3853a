package io.voider.cli.exchange.proxy;

/**
 * Two texts that stand for each other, a byte a character.
 *
 * @param phone as it is on the phone's wire
 * @param text as it is at the switchboard
 */
record TextSwap(String phone, String text) {
    /** The other one of the two; any other text stays. */
    String swap(String written) {
        if (written.equals(phone)) {
            return text;
        }
        return written.equals(text) ? phone : written;
    }

    boolean has(String written) {
        return written.equals(phone) || written.equals(text);
    }
}
