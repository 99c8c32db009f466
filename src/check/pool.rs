//! Work on many items by several threads, with the results in the order of the items.
//!
//! What comes out does not depend on the number of threads.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc;

/// Terms may be deep (the reader caps them): recursion over them gets room.
const STACK: usize = 64 << 20;

/// Calls `work` on every item, on at most `jobs` threads, and `done` on the results one by one in the order of the
/// items, each as soon as it and all before it are there. After a `Break` no further item is begun.
///
/// # Errors
/// If not even one thread can be started.
pub fn in_order<T: Sync, R: Send>(
    items: &[T],
    jobs: usize,
    work: impl Fn(&T) -> R + Sync,
    mut done: impl FnMut(R) -> ControlFlow<()>,
) -> std::io::Result<()> {
    let (next, stop) = (AtomicUsize::new(0), AtomicBool::new(false));
    let (sender, results) = mpsc::channel();
    let worker = |sender: mpsc::Sender<(usize, R)>| {
        while !stop.load(Ordering::Relaxed) {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let Some(item) = items.get(at) else { break };
            if sender.send((at, work(item))).is_err() {
                break;
            }
        }
    };
    std::thread::scope(|scope| {
        for started in 0..jobs.clamp(1, items.len().max(1)) {
            let sender = sender.clone();
            match std::thread::Builder::new().stack_size(STACK).spawn_scoped(scope, || worker(sender)) {
                Ok(_) => {}
                Err(error) if started == 0 => return Err(error),
                Err(_) => break,
            }
        }
        drop(sender);
        let mut early = BTreeMap::new();
        let mut wanted = 0;
        for (at, result) in results {
            early.insert(at, result);
            while let Some(result) = early.remove(&wanted) {
                wanted += 1;
                if done(result).is_break() {
                    stop.store(true, Ordering::Relaxed);
                    return Ok(());
                }
            }
        }
        Ok(())
    })
}

/// What `work` makes of every item, in order. One thread, or one item, needs no new thread; nor does a machine that gives none.
pub fn all<T: Sync, R: Send>(items: &[T], jobs: usize, work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let mut results = Vec::new();
    if jobs > 1 && items.len() > 1 {
        let threads = in_order(items, jobs, &work, |result| {
            results.push(result);
            ControlFlow::Continue(())
        });
        if threads.is_ok() {
            return results;
        }
    }
    items.iter().map(work).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_come_in_order_whatever_the_number_of_threads() {
        let items: Vec<u64> = (0..50).collect();
        for jobs in [1, 2, 7, 100] {
            let mut seen = Vec::new();
            let slow_first = |n: &u64| {
                std::thread::sleep(std::time::Duration::from_micros(50 - n));
                n * n
            };
            in_order(&items, jobs, slow_first, |r| {
                seen.push(r);
                ControlFlow::Continue(())
            })
            .unwrap();
            assert_eq!(seen, items.iter().map(|n| n * n).collect::<Vec<_>>());
        }
    }

    #[test]
    fn a_break_ends_the_work_and_nothing_is_work_too() {
        let mut seen = 0;
        in_order(
            &[1, 2, 3],
            2,
            |n| *n,
            |_| {
                seen += 1;
                ControlFlow::Break(())
            },
        )
        .unwrap();
        assert_eq!(seen, 1);
        in_order(&[] as &[i32], 4, |n| *n, |_| ControlFlow::Break(())).unwrap();
    }
}
