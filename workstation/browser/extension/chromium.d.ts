// What the extension uses of Chromium that TypeScript 4.8 does not know.
// SPDX-License-Identifier: Apache-2.0

declare namespace chrome {
  namespace runtime {
    interface Listeners<Listener> {
      addListener(listener: Listener): void;
    }
    interface Port {
      readonly name: string;
      readonly sender?: { tab?: { id?: number }; documentId?: string };
      readonly onMessage: Listeners<(message: any) => void>;
      readonly onDisconnect: Listeners<() => void>;
      postMessage(message: object): void;
    }
    interface Manifest {
      version: string;
      content_scripts?: { js?: string[]; css?: string[]; world?: string }[];
    }
    const id: string | undefined;
    const lastError: { message?: string } | undefined;
    const onConnect: Listeners<(port: Port) => void>;
    const onInstalled: Listeners<() => void>;
    const onStartup: Listeners<() => void>;
    function connect(how: { name: string }): Port;
    function connectNative(host: string): Port;
    function getManifest(): Manifest;
  }
  namespace scripting {
    type Target = { tabId: number; documentIds?: string[]; allFrames?: boolean };
    function insertCSS(what: { target: Target; files?: string[]; css?: string; origin?: "USER" }): Promise<void>;
    function executeScript(what: { target: Target; files: string[]; world: "MAIN" | "ISOLATED" }): Promise<unknown>;
  }
  namespace tabs {
    function query(what: object): Promise<{ id?: number }[]>;
  }
  namespace dom {
    function openOrClosedShadowRoot(element: HTMLElement): ShadowRoot | null;
  }
}

declare class Highlight extends Set<AbstractRange> {
  constructor(...ranges: AbstractRange[]);
  priority: number;
}

declare class HighlightRegistry extends Map<string, Highlight> {}

declare namespace CSS {
  const highlights: HighlightRegistry;
}

interface RegExpExecArray {
  indices?: RegExpIndices;
}

interface RegExpIndices extends Array<[number, number]> {
  groups?: Record<string, [number, number]>;
}
