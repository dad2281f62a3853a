package io.voider.cli.command;

import io.nayuki.qrcodegen.QrCode;

/** A QR code for a terminal: two squares a character, dark on light whatever the terminal's colours are. */
final class QrText {
    private static final int QUIET = 2;
    private static final String BLACK_ON_WHITE = "\u001b[30;107m";
    private static final String AS_BEFORE = "\u001b[0m";

    private QrText() {}

    static String of(String content) {
        QrCode code = QrCode.encodeText(content, QrCode.Ecc.LOW);
        StringBuilder text = new StringBuilder();
        for (int y = -QUIET; y < code.size + QUIET; y += 2) {
            text.append(BLACK_ON_WHITE);
            for (int x = -QUIET; x < code.size + QUIET; x++) {
                boolean upper = code.getModule(x, y);
                boolean lower = code.getModule(x, y + 1);
                text.append(upper ? lower ? '█' : '▀' : lower ? '▄' : ' ');
            }
            text.append(AS_BEFORE).append('\n');
        }
        return text.toString();
    }
}
