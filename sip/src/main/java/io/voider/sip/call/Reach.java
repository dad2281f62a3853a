package io.voider.sip.call;

import io.voider.sip.SipMethod;

/**
 * How far a failure response to a request within a dialog reaches (RFC 5057 section 5; RFC 3261 section 12.2.1.2; RFC 6665
 * section 4.2.2). A dialog may carry several usages: the INVITE's, which is the call, and one for each subscription. A request
 * that belongs to no usage (OPTIONS, INFO, MESSAGE) fails for itself alone.
 *
 * <pre>
 *                     404 410 416 482    481 408      405 480 489 501    any other
 *                     483 484 485 502
 *                     604
 * INVITE              DIALOG             USAGE        USAGE              TRANSACTION
 * UPDATE              DIALOG             USAGE        TRANSACTION        TRANSACTION
 * PRACK               DIALOG             TRANSACTION  TRANSACTION        TRANSACTION
 * NOTIFY, SUBSCRIBE,  DIALOG             OTHER_USAGE  OTHER_USAGE        TRANSACTION
 *   REFER
 * INFO, OPTIONS,      TRANSACTION        TRANSACTION  TRANSACTION        TRANSACTION
 *   MESSAGE and all others
 * </pre>
 *
 * BYE needs no row: it ends its dialog when it is sent. An UPDATE that is refused as unknown (405, 501) says that the phone does not
 * know UPDATE, and one that is refused for now (480, 489) that it may be asked later: neither is the end of a call in which both
 * still talk. 481 to PRACK says that there was no such provisional response (RFC 3262 section 3). RFC 5057 lets a 404 and its like
 * end the dialog whatever was asked; to INFO, OPTIONS and MESSAGE phones answer so when they do not know what to do with one,
 * and go on talking, so here it does not: who believes that the call is over sends BYE.
 */
enum Reach {
    /** Only the request failed. */
    TRANSACTION,
    /** The subscription to which the request belongs is over; the call goes on. */
    OTHER_USAGE,
    /** The INVITE's usage of the dialog is over, which is all that the tracker knows of it. */
    USAGE,
    /** The dialog is over, with all its usages. */
    DIALOG;

    /** What a response of {@code status} to {@code method} within a dialog does. One below 300 is no failure, and reaches no further. */
    static Reach of(SipMethod method, int status) {
        return switch (method) {
            case INVITE -> endsDialog(status) ? DIALOG : endsUsage(status) || isUnknown(status) ? USAGE : TRANSACTION;
            case UPDATE -> endsDialog(status) ? DIALOG : isUnknown(status) ? USAGE : TRANSACTION;
            case PRACK -> endsDialog(status) ? DIALOG : TRANSACTION;
            case NOTIFY, SUBSCRIBE, REFER ->
                endsDialog(status) ? DIALOG : endsUsage(status) || isUnknown(status) ? OTHER_USAGE : TRANSACTION;
            default -> TRANSACTION;
        };
    }

    /** Whether the call's dialog is over. */
    boolean endsCall() {
        return this == USAGE || this == DIALOG;
    }

    private static boolean isUnknown(int status) {
        return status == 481 || status == 408;
    }

    private static boolean endsUsage(int status) {
        return status == 405 || status == 480 || status == 489 || status == 501;
    }

    private static boolean endsDialog(int status) {
        return switch (status) {
            case 404, 410, 416, 482, 483, 484, 485, 502, 604 -> true;
            default -> false;
        };
    }
}
