// A Swing window with numbers in what holds others.
// SPDX-License-Identifier: Apache-2.0

import java.awt.GridLayout;
import javax.swing.BorderFactory;
import javax.swing.JComboBox;
import javax.swing.JFrame;
import javax.swing.JLabel;
import javax.swing.JMenu;
import javax.swing.JMenuBar;
import javax.swing.JMenuItem;
import javax.swing.JPanel;
import javax.swing.JTabbedPane;
import javax.swing.SwingUtilities;

public class SwingGallery {
    static final String CARD = "4539 5787 6362 1486";
    static final String ORDER = "4539 5787 6362 1487";

    public static void main(String[] arguments) {
        SwingUtilities.invokeLater(SwingGallery::show);
    }

    static void show() {
        JPanel parts = new JPanel(new GridLayout(0, 1, 8, 8));
        JTabbedPane tabs = new JTabbedPane();
        tabs.addTab(CARD, new JLabel("Page"));
        JPanel group = new JPanel();
        group.setBorder(BorderFactory.createTitledBorder("Group " + CARD));
        group.add(new JLabel("Inside"));
        parts.add(new JComboBox<>(new String[] {CARD, "other"}));
        parts.add(tabs);
        parts.add(group);
        parts.add(new JLabel("Order " + ORDER));
        JMenu menu = new JMenu("Card " + CARD);
        menu.add(new JMenuItem("Copy " + CARD));
        JMenuBar bar = new JMenuBar();
        bar.add(menu);
        JFrame window = new JFrame("Gallery");
        window.setJMenuBar(bar);
        window.setContentPane(parts);
        window.setSize(420, 340);
        window.setVisible(true);
    }
}
