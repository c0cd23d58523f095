import CommandLineKit
import Glibc
import Testing

/// Each in a process of its own: signals are for the whole process.
@Suite("Interrupt")
struct InterruptTests {
  @Test("the first signal is noted, the second ends the process with its code")
  func second() async {
    await #expect(processExitsWith: .exitCode(130)) {
      Interrupt.install()
      guard !Interrupt.isRequested, Interrupt.exitCode == nil else { exit(1) }
      send(SIGINT)
      guard Interrupt.isRequested, Interrupt.exitCode == .interrupted else { exit(2) }
      send(SIGINT)
      exit(3)
    }
  }

  @Test("the last will is done at the second signal, not at the first")
  func lastWill() async {
    await #expect(processExitsWith: .exitCode(7)) {
      Interrupt.install { _exit(7) }
      send(SIGINT)
      guard Interrupt.isRequested else { exit(1) }
      send(SIGINT)
      exit(2)
    }
  }

  @Test("a request to end is told from Ctrl-C")
  func terminate() async {
    await #expect(processExitsWith: .exitCode(0)) {
      Interrupt.install()
      send(SIGTERM)
      exit(Interrupt.exitCode?.rawValue == 143 ? 0 : 1)
    }
  }

  @Test("a signal that was ignored before stays ignored")
  func ignored() async {
    await #expect(processExitsWith: .exitCode(0)) {
      signal(SIGINT, SIG_IGN)
      Interrupt.install()
      send(SIGINT)
      send(SIGINT)
      exit(Interrupt.isRequested ? 1 : 0)
    }
  }

  @Test("a pipe that nobody reads is no failure of help")
  func brokenPipe() async {
    await #expect(processExitsWith: .exitCode(0)) {
      Interrupt.install()
      var ends: [Int32] = [0, 0]
      guard pipe(&ends) == 0, dup2(ends[1], STDOUT_FILENO) == STDOUT_FILENO else { exit(2) }
      close(ends[0])
      exit(StandardOutput.write("help\n").rawValue)
    }
  }

  @Test("a full disk is one")
  func fullDisk() async {
    await #expect(processExitsWith: .exitCode(74)) {
      let full = open("/dev/full", O_WRONLY)
      guard dup2(full, STDOUT_FILENO) == STDOUT_FILENO else { exit(2) }
      exit(StandardOutput.write("help\n").rawValue)
    }
  }
}

/// Sends a signal to this process, and gives the thread that takes it a moment: a test's own thread
/// takes none.
private func send(_ signal: Int32) {
  kill(getpid(), signal)
  usleep(50_000)
}
