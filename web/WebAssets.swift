/// The pages, modules and styles of this folder, packed when building: `AssetFolder.webAssets`.
public enum WebAssets {}
