import Testing

@testable import SegueRunLog

@Suite struct ProgressLineTests {
    /// A terminal that keeps what is written, and a clock that is set by hand.
    private final class Screen {
        var output: [String] = []
        var time = 0.0

        func line(isInteractive: Bool, usesColor: Bool = false, width: Int = 100) -> ProgressLine {
            let terminal = Terminal(
                isInteractive: isInteractive, usesColor: usesColor, width: { width },
                write: { self.output.append($0) })
            return ProgressLine(terminal: terminal, plainInterval: 30, now: { self.time })
        }
    }

    private func state(_ completed: Int, loss: Double? = 5.81344) -> ProgressLine.State {
        ProgressLine.State(label: "epoch 3", completed: completed, total: 1_000_000, loss: loss)
    }

    @Test func aTerminalGetsABar() {
        let screen = Screen()
        var line = screen.line(isInteractive: true)
        line.update(state(0, loss: nil))
        screen.time = 10
        line.update(state(250_000))
        line.finish()
        let dashes = { String(repeating: "─", count: $0) }
        let full = String(repeating: "━", count: 7)
        let last = "\repoch 3  \(full)\(dashes(23))  25.0 %  25,000 predictions/s  0:30 left  loss 5.8134\u{1B}[K"
        #expect(screen.output == ["\repoch 3  \(dashes(30))  0.0 %\u{1B}[K", last, last, "\n"])
    }

    @Test func aTerminalIsNotFlooded() {
        let screen = Screen()
        var line = screen.line(isInteractive: true)
        for number in 0..<1000 {
            screen.time = Double(number) * 0.001
            line.update(state(number))
        }
        #expect(screen.output.count == 10)
    }

    @Test func elsewhereAPlainLineEveryHalfMinute() {
        let screen = Screen()
        var line = screen.line(isInteractive: false, usesColor: true)
        for second in 0...65 {
            screen.time = Double(second)
            line.update(state(second * 1000, loss: nil))
        }
        line.clear()
        line.finish()
        #expect(
            screen.output == [
                "epoch 3  3.0 %  1,000 predictions/s  16:10 left\n",
                "epoch 3  6.0 %  1,000 predictions/s  15:40 left\n",
            ])
    }

    @Test func speedCountsFromTheResumption() {
        let text = ProgressText(state: state(900_000), seconds: 10, completedSince: 1000)
        #expect(text.plain == "epoch 3  90.0 %  100 predictions/s  16:40 left  loss 5.8134")
    }

    @Test(arguments: [0, 1, 10, 40, 50, 60, 70, 80, 200])
    func noLineIsWiderThanTheWindow(width: Int) {
        let text = ProgressText(state: state(250_000), seconds: 10, completedSince: 250_000)
        #expect(text.line(width: width, usesColor: false).count <= max(0, width - 1))
    }

    @Test func aNarrowWindowKeepsTheLoss() {
        var long = state(250_000)
        long.label = "Rectified linear user-based GRU, seed 12: epoch 3/20"
        let text = ProgressText(state: long, seconds: 10, completedSince: 250_000)
        #expect(
            text.line(width: 80, usesColor: false)
                == "Rectified linear user-based GRU, seed 12: epoch 3/20  25.0 %  loss 5.8134")
        #expect(text.line(width: 40, usesColor: false) == "Rectified lin…: epoch 3/20  loss 5.8134")
    }

    @Test func colorsOnlyWhenWanted() {
        let text = ProgressText(state: state(500_000), seconds: 10, completedSince: 250_000)
        #expect(text.line(width: 100, usesColor: true).contains("\u{1B}[32m"))
        #expect(!text.line(width: 100, usesColor: false).contains("\u{1B}"))
        #expect(Terminal.wantsColor([:]))
        #expect(Terminal.wantsColor(["NO_COLOR": ""]))
        #expect(!Terminal.wantsColor(["NO_COLOR": "1"]))
        #expect(!Terminal.wantsColor(["TERM": "dumb"]))
    }

    @Test func strangeNumbersAreHarmless() {
        #expect(ProgressText.fixed(.nan, decimals: 4) == "nan")
        #expect(ProgressText.fixed(-.infinity, decimals: 4) == "-inf")
        #expect(ProgressText.fixed(1e300, decimals: 1) == "1e+300")
        #expect(ProgressText.fixed(-0.04, decimals: 1) == "0.0")
        #expect(ProgressText.fixed(-1.25, decimals: 2) == "-1.25")
        #expect(ProgressText.duration(.infinity) == "?")
        #expect(ProgressText.duration(-1) == "?")
        #expect(ProgressText.duration(3 * 3600 + 62) == "3:01:02")
        #expect(ProgressText.grouped(1_234_567) == "1,234,567")
        let empty = ProgressLine.State(label: "", completed: 5, total: 0)
        #expect(ProgressText(state: empty, seconds: 0, completedSince: -3).plain == "  100.0 %")
    }
}
