package io.voider.nat.rendezvous.signup;

import org.jspecify.annotations.Nullable;

/**
 * What a stranger sends. Nothing of it is believed yet.
 *
 * @param certificate armoured
 * @param voucher the code of a voucher, or null
 * @param hour of the work, or null
 * @param number of the work, or null
 */
public record OrderForm(
        String certificate,
        @Nullable String voucher,
        @Nullable String hour,
        @Nullable String number) {}
