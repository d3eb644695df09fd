// A Swing form with every kind of component that shows text.
// SPDX-License-Identifier: Apache-2.0

import java.awt.GridLayout;
import javax.swing.*;

public class SwingForm {
    static final String CARD = "4539 5787 6362 1486", ORDER = "4539 5787 6362 1487";

    public static void main(String[] arguments) {
        SwingUtilities.invokeLater(SwingForm::show);
    }

    static void show() {
        JPanel panel = new JPanel(new GridLayout(0, 1));
        JLabel label = new JLabel("Card number");
        JTextField field = new JTextField(CARD);
        label.setLabelFor(field);
        panel.add(label);
        panel.add(field);
        panel.add(new JTextArea("paid with " + CARD + "\non Monday"));
        JTable table = new JTable(new Object[][] {{"Ann", CARD}, {"Bob", ORDER}}, new Object[] {"Name", "Number"});
        table.setFont(table.getFont().deriveFont(20f));
        table.setRowHeight(30);
        panel.add(table);
        JFrame frame = new JFrame("Payment");
        frame.add(panel);
        frame.setBounds(100, 100, 600, 300);
        frame.setDefaultCloseOperation(JFrame.EXIT_ON_CLOSE);
        frame.setVisible(true);
    }
}
