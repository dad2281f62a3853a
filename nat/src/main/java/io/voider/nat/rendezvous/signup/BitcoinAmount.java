package io.voider.nat.rendezvous.signup;

import java.math.BigDecimal;

/** Amounts of Bitcoin as people write them. */
public final class BitcoinAmount {
    private static final int DECIMALS = 8;

    private BitcoinAmount() {}

    /** In BTC with 8 decimals, such as {@code 0.00120000}. */
    public static String text(long satoshi) {
        return BigDecimal.valueOf(satoshi, DECIMALS).toPlainString();
    }

    /** Reads BTC with up to 8 decimals as satoshi. @throws IllegalArgumentException if it is not that */
    public static long satoshi(String bitcoin) {
        try {
            if (bitcoin.length() > 20) {
                throw new NumberFormatException("too long");
            }
            return new BigDecimal(bitcoin).movePointRight(DECIMALS).longValueExact();
        } catch (NumberFormatException wrong) {
            throw new IllegalArgumentException("a price in BTC reads like 0.0012", wrong);
        } catch (ArithmeticException fraction) {
            throw new IllegalArgumentException("a price in BTC has at most " + DECIMALS + " decimals", fraction);
        }
    }
}
