package io.voider.sip.call;

import io.voider.sip.Side;

/** One value for each side. */
final class BySide<T> {
    private T phone;
    private T tunnel;

    BySide(T both) {
        phone = both;
        tunnel = both;
    }

    T of(Side side) {
        return side == Side.PHONE ? phone : tunnel;
    }

    void set(Side side, T value) {
        if (side == Side.PHONE) {
            phone = value;
        } else {
            tunnel = value;
        }
    }
}
